output "endpoint_ids" {
  description = "VPC endpoint IDs by service, including existing endpoints."
  value = merge(
    { for service, endpoint in aws_vpc_endpoint.interface : service => endpoint.id },
    {
      "ecr.api" = "vpce-0eeeeeeeeeeeeeee3"
      "ecr.dkr" = "vpce-0ddddddddddddddd1"
      "s3"      = "vpce-0ccccccccccccccc2"
    },
  )
}

output "security_group_id" {
  description = "ID of the security group of the interface endpoints."
  value       = aws_security_group.endpoints.id
}

output "s3_prefix_list_id" {
  description = "ID of the S3 prefix list. Security groups that restrict egress must allow outbound 443/tcp to it."
  value       = data.aws_prefix_list.s3.id
}
