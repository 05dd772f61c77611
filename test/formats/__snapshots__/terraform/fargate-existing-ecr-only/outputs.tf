output "endpoint_ids" {
  description = "Ids of the VPC endpoints by service."
  value = merge(
    { for service, endpoint in aws_vpc_endpoint.interface : service => endpoint.id },
    {
      "s3" = aws_vpc_endpoint.s3.id
    },
  )
}

output "security_group_id" {
  description = "Id of the security group of the interface endpoints."
  value       = aws_security_group.endpoints.id
}

output "s3_prefix_list_id" {
  description = "Id of the prefix list of S3: security groups that restrict egress must let 443/tcp out to it."
  value       = aws_vpc_endpoint.s3.prefix_list_id
}
