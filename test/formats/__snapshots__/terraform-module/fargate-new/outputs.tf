output "vpc_id" {
  description = "ID of the VPC."
  value       = aws_vpc.this.id
}

output "private_subnet_ids" {
  description = "IDs of the private subnets, where the tasks run."
  value       = [for subnet in aws_subnet.private : subnet.id]
}

output "private_route_table_ids" {
  description = "IDs of the route tables of the private subnets."
  value       = [for table in aws_route_table.private : table.id]
}

output "endpoint_ids" {
  description = "VPC endpoint IDs by service."
  value = merge(
    { for service, endpoint in aws_vpc_endpoint.interface : service => endpoint.id },
    {
      "s3" = aws_vpc_endpoint.s3.id
    },
  )
}

output "security_group_id" {
  description = "ID of the security group of the interface endpoints."
  value       = aws_security_group.endpoints.id
}

output "s3_prefix_list_id" {
  description = "ID of the S3 prefix list. Security groups that restrict egress must allow outbound 443/tcp to it."
  value       = aws_vpc_endpoint.s3.prefix_list_id
}
